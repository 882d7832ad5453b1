"""A cloud service that reports its devices by signed webhooks."""
