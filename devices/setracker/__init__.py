"""The Setracker door: SOS watches and pendants over TCP."""
