"""What daemon and console say to each other."""
