"""The ESPA-X door: nurse-call and other systems that call over TCP."""
