"""The ESPA 4.4.4 door: nurse-call systems, fire panels and exchanges on a serial line."""
