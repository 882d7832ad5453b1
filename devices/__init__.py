"""The edge: sockets and serial lines, one room per kind of equipment."""
