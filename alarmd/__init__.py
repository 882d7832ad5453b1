"""What an alarm means and what must happen."""
