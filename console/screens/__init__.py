"""The board and the dialogs that open over it."""
