"""SCAIP documents (SS 91100:2014): mrq, mrs and their code tables."""
