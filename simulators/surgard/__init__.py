"""A receiver of the Sur-Gard family with its computer output."""
