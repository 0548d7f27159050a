"""Where a typed address may lead: every form of a private one is refused, at the form and at the
connection."""

from __future__ import annotations

import socket

import pytest

from providers.adapters.guard import NOT_PUBLIC, ODD_HOST, UNUSABLE, WITHOUT_TLS, Guard, plain_name
from providers.errors import Misconfigured

PUBLIC, PUBLIC_V6 = "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"
PRIVATE = [
    *("127.0.0.1", "127.8.9.10", "0.0.0.0", "10.0.0.7", "172.16.0.1", "192.168.1.5"),  # noqa: S104
    *("169.254.169.254", "168.63.129.16", "192.0.0.192", "100.64.0.1", "100.100.100.200"),
    *("224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1"),
    *("::", "::1", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", f"::ffff:{PUBLIC}", "::ffff:7f00:1", "::127.0.0.1"),
    *("64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1"),
    *("2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2"),
]
DISGUISED = [
    *("2130706433", "017700000001", "0x7f000001", "127.1", "0177.0.0.1", "0x7f.0.0.1"),
    *("127.0.0.0x1", "127.0.0.01", "1.2.3.4.5", "host.1", "0x", "134744072"),
]


class Names:
    """A resolver that answers in turn, the last answer for ever, and counts."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, int]] = []

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append((host, port))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def nobody(host: str, port: int) -> list[str]:
    raise socket.gaierror(f"{host}:{port} is not known")


def refusal(url: str, guard: Guard) -> str:
    with pytest.raises(Misconfigured) as refused:
        guard.check_url(url)
    return refused.value.message


def as_host(address: str) -> str:
    return f"[{address}]" if ":" in address else address


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert refusal(f"https://{as_host(address)}/v1", Guard(resolve=nobody)) == NOT_PUBLIC


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_of_such_an_address_is_refused(address: str) -> None:
    guard = Guard(resolve=Names([address]))
    assert refusal("https://models.test/v1", guard) == NOT_PUBLIC


@pytest.mark.parametrize("host", DISGUISED)
def test_an_address_in_disguise_is_refused_before_anybody_resolves_it(host: str) -> None:
    names = Names([PUBLIC])
    assert refusal(f"https://{host}/v1", Guard(resolve=names)) in (ODD_HOST, UNUSABLE)
    with pytest.raises(Misconfigured):
        Guard(resolve=names).addresses_of(host, 443, is_secure=True)
    assert names.asked == []


@pytest.mark.parametrize("host", [PUBLIC, PUBLIC_V6, "64:ff9b::808:808"])
def test_a_public_address_is_connected_to_as_it_is(host: str) -> None:
    guard = Guard(resolve=nobody)
    guard.check_url(f"https://{as_host(host)}:8443/v1")
    assert guard.addresses_of(host, 8443, is_secure=True) == [host]


@pytest.mark.parametrize(
    "answer",
    [[PUBLIC, "10.0.0.7"], ["10.0.0.7", PUBLIC], [PUBLIC, "::1"], [PUBLIC_V6, "fd00::1", PUBLIC]],
)
def test_one_private_address_among_public_ones_is_enough(answer: list[str]) -> None:
    with pytest.raises(Misconfigured, match="not public"):
        Guard(resolve=Names(answer)).addresses_of("models.test", 443, is_secure=True)


def test_every_public_address_may_be_tried_once() -> None:
    names = Names([PUBLIC_V6, PUBLIC, PUBLIC])
    found = Guard(resolve=names).addresses_of("models.test", 443, is_secure=True)
    assert found == [PUBLIC_V6, PUBLIC]
    assert names.asked == [("models.test", 443)]


@pytest.mark.parametrize("zone", ["fe80::1%eth0", "fe80::1%25eth0", f"{PUBLIC_V6}%1"])
def test_an_address_on_one_network_card_is_refused(zone: str) -> None:
    with pytest.raises(Misconfigured):
        Guard(resolve=nobody).addresses_of(zone, 443, is_secure=True)
    assert refusal(f"https://[{zone}]/v1", Guard(resolve=nobody)) in (ODD_HOST, UNUSABLE)
    answered_with_a_zone = Guard(resolve=Names(["fe80::1%2"]))
    with pytest.raises(Misconfigured):
        answered_with_a_zone.addresses_of("models.test", 443, is_secure=True)


@pytest.mark.parametrize(
    "url",
    [
        "https://models.test@127.0.0.1/v1",
        "https://models.test:443@127.0.0.1/v1",
        "https://127.0.0.1\\@models.test/v1",
        "https://127.0.0.1#@models.test/v1",
        "https://127.0.0.1?@models.test/v1",
        "https://127.0.0.1./v1",
        "https://LOCALHOST./v1",
        "https://\uff11\uff12\uff17.0.0.1/v1",
        "https://127。0。0。1/v1",
        "https://①②⑦.0.0.1/v1",
    ],
)
def test_nothing_around_the_host_hides_it(url: str) -> None:
    def resolve(host: str, _: int) -> list[str]:
        return ["127.0.0.1"] if plain_name(host) == "localhost" else [PUBLIC]

    with pytest.raises(Misconfigured):
        Guard(resolve=resolve).check_url(url)


def test_a_name_is_resolved_in_punycode_and_with_its_last_dot() -> None:
    names = Names([PUBLIC])
    Guard(resolve=names).check_url("https://bücher.test./v1")
    assert names.asked == [("xn--bcher-kva.test.", 443)]


@pytest.mark.parametrize("url", ["https:///v1", "https://a..test", "https://*.test", "x://a.b"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(Misconfigured):
        Guard().check_url(url)


def test_a_name_that_is_not_known_now_is_left_to_the_connection() -> None:
    Guard(resolve=nobody).check_url("https://later.test/v1")
    with pytest.raises(OSError, match="not known"):
        Guard(resolve=nobody).addresses_of("later.test", 443, is_secure=True)
    with pytest.raises(OSError, match="no address"):
        Guard(resolve=Names([])).addresses_of("later.test", 443, is_secure=True)


def test_a_public_host_is_not_asked_without_tls() -> None:
    names = Names([PUBLIC])
    assert refusal("http://models.test/v1", Guard(resolve=names)) == WITHOUT_TLS
    assert names.asked == []


@pytest.mark.parametrize(
    ("typed", "allowed"),
    [
        ("http://ollama:11434", "ollama"),
        ("http://OLLAMA.:11434", "Ollama"),
        ("http://10.0.0.7/v1", "10.0.0.7"),
        ("http://[::1]:8080/v1", "[::1]"),
        ("http://[::1]:8080/v1", "::1"),
    ],
)
def test_an_allowed_host_may_be_private_and_without_tls(typed: str, allowed: str) -> None:
    Guard(frozenset([plain_name(allowed)]), Names(["172.18.0.3"])).check_url(typed)


@pytest.mark.parametrize("url", ["http://ollama.evil.test", "http://x.ollama", "http://ollama2"])
def test_a_host_beside_an_allowed_one_is_not_allowed(url: str) -> None:
    assert refusal(url, Guard(frozenset(["ollama"]), Names([PUBLIC]))) == WITHOUT_TLS


@pytest.mark.parametrize("sentence", [WITHOUT_TLS, ODD_HOST, NOT_PUBLIC, UNUSABLE])
def test_a_refusal_is_one_sentence(sentence: str) -> None:
    assert sentence.endswith(".")
    assert ". " not in sentence
