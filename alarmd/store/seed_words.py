"""Words the demo registry is made of: places that do not exist, common names, plans of the usual kind."""

from __future__ import annotations

MUNICIPALITIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Solbacka", ("Norra Strand", "Solbacka centrum", "Åsen", "Kvarnbyn")),
    ("Granvik", ("Granvik", "Sjöhagen", "Västra Granvik", "Holmen")),
    ("Norrtuna", ("Norrtuna", "Ängsby", "Bruket", "Östra Tuna")),
)
GIVEN_NAMES = (
    "Anna", "Birgitta", "Karin", "Ingrid", "Margareta", "Kerstin", "Gunvor", "Maj-Britt", "Siv", "Åsa", "Astrid",
    "Elsa", "Greta", "Ulla", "Barbro", "Inger", "Lars", "Karl-Erik", "Sven", "Bengt", "Göran", "Åke", "Östen", "Nils",
    "Gunnar", "Arne", "Stig", "Rolf", "Bertil", "Lennart", "Aino", "Ahmed",
)  # fmt: skip
FAMILY_NAMES = (
    "Andersson", "Johansson", "Karlsson", "Nilsson", "Eriksson", "Larsson", "Olsson", "Persson", "Svensson",
    "Gustafsson", "Pettersson", "Lindberg", "Lindström", "Bergström", "Åberg", "Öberg", "Ek", "Sjögren", "Nyström",
    "Hallberg", "Korhonen", "Haddad",
)  # fmt: skip
STREETS = (
    "Björkvägen", "Storgatan", "Kyrkogatan", "Skolgatan", "Ängsvägen", "Åsgatan", "Parkvägen", "Kvarnstigen",
    "Strandvägen", "Östra Ringvägen", "Rönngatan", "Hantverkargatan",
)  # fmt: skip
RELATIONS = ("dotter", "son", "granne", "vän", "systerdotter", "god man")
KIN = ("dotter", "son")
DOORS = ("Portkod i nyckelskåpet, 2 tr", "Ingång från gården", "Villa, dörren mot gatan", "Hiss, 4 tr", "")
KEYS = (
    "Nyckel {number} hos hemtjänsten",
    "Digitalt lås, larmpatrullen har behörighet",
    "Nyckelgömma saknas, se anhörig",
)
NOTES = (
    "", "", "Hör dåligt på vänster öra.", "Har hund som är snäll.", "Går med rullator.", "Talar helst långsamt.",
    "Ser dåligt.",
)  # fmt: skip
ACTION_PLANS = (
    "1. Tala med personen.\n2. Inget svar: ring hemtelefonen.\n3. Larma ut patrullen.\n4. Ring första anhörig.",
    "1. Tala lugnt, personen blir lätt orolig.\n2. Larma ut patrullen vid minsta tvekan.\n3. Ring dottern eller sonen.",
    "1. Fråga om fall och smärta.\n2. Vid fall: patrullen, lyft aldrig ensam.\n3. Vid bröstsmärta: 112 först.",
    "1. Personen trycker ibland av misstag: fråga ändå.\n2. Inget svar på två minuter: larma ut patrullen.",
)
TEAM = ("Larmpatrull", "Natteamet")
