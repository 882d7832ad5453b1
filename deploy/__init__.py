"""What runs alarmd: set-up, services, example settings and the demo."""
