"""A unit made of PJSIP, for the foreign interpreter: presses over TLS and prints what it is told, as JSON lines.

`python pjsua_unit.py HOST PORT CERTIFICATE USER PASSWORD CID register|direct`
"""

from __future__ import annotations

import json
import sys
import time

import pjsua2 as pj

CONTENT_TYPE = "application/scaip+xml"


def tell(**what: object) -> None:
    print(json.dumps(what), flush=True)


class Account(pj.Account):
    registered = 0

    def onRegState(self, prm: pj.OnRegStateParam) -> None:
        Account.registered = prm.code
        tell(event="registered", code=prm.code)

    def onInstantMessage(self, prm: pj.OnInstantMessageParam) -> None:
        tell(event="verdict", type=prm.contentType, body=prm.msgBody)

    def onInstantMessageStatus(self, prm: pj.OnInstantMessageStatusParam) -> None:
        tell(event="answered", code=prm.code)


def main(host: str, port: str, certificate: str, user: str, password: str, cid: str, way: str) -> None:
    endpoint = pj.Endpoint()
    endpoint.libCreate()
    settings = pj.EpConfig()
    settings.logConfig.level = settings.logConfig.consoleLevel = 1
    settings.uaConfig.threadCnt = 0
    settings.uaConfig.mainThreadOnly = True
    endpoint.libInit(settings)
    transport = pj.TransportConfig()
    transport.tlsConfig.CaListFile = certificate
    transport.tlsConfig.verifyServer = True
    endpoint.transportCreate(pj.PJSIP_TRANSPORT_TLS, transport)
    endpoint.libStart()
    endpoint.audDevManager().setNullDev()
    registrar = f"sip:{host}:{port};transport=tls"
    about = pj.AccountConfig()
    about.idUri = f"sip:{user}@{host}"
    about.sipConfig.authCreds.append(pj.AuthCredInfo("digest", "*", user, 0, password))
    about.sipConfig.proxies.append(f"{registrar};lr")
    if way == "register":
        about.regConfig.registrarUri = registrar
        about.regConfig.timeoutSec = 120
    account = Account()
    account.create(about)
    end = time.monotonic() + 10
    while way == "register" and Account.registered != 200 and time.monotonic() < end:
        endpoint.libHandleEvents(20)
    centre = pj.BuddyConfig()
    centre.uri = f"sip:alarm@{host}"
    buddy = pj.Buddy()
    buddy.create(account, centre)
    message = pj.SendInstantMessageParam()
    message.contentType = CONTENT_TYPE
    message.content = f"<mrq><ref>PJ1</ref><cid>{cid}</cid><dty>0003</dty><stc>0010</stc></mrq>"
    buddy.sendInstantMessage(message)
    end = time.monotonic() + 4
    while time.monotonic() < end:
        endpoint.libHandleEvents(20)
    del buddy
    account.shutdown()
    endpoint.libDestroy()


if __name__ == "__main__":
    main(*sys.argv[1:])
