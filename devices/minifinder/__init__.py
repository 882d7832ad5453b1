"""The MiniFinder door: Eview EV-07B pendants over TCP."""
