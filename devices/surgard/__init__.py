"""The Sur-Gard door: receivers of the MLR2 family on a serial line."""
