"""Reading an e-mail: who, which words, which files; whatever anybody can send."""

import time
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from portal.messaging.inbound import addresses
from portal.messaging.inbound.hypertext import words_of
from portal.messaging.inbound.letter import Letter, Unreadable, read
from portal.messaging.inbound.quotes import MARK, own_words
from tests.portal.messaging.letters import letter

SIGNATURE = "Le 28 nov. 2026 à 10:12, Ville d’Isigny <reponse+d-abc@ville.fr> a écrit :"
OUTLOOK = "De : Ville <a@b.fr>\nEnvoyé : samedi 28 novembre 2026\nÀ : c@d.fr\nObjet : RE: Message"


@pytest.mark.parametrize(
    "below",
    [
        f"{SIGNATURE}\n> Bonjour,\n> Le service vous écrit.",
        "Le sam. 28 nov. 2026 à 10:12, Ville d’Isigny\n<reponse@ville.fr> a écrit :\n\n> Bonjour",
        "On 28 Nov 2026, at 10:12, Ville <a@b.fr> wrote:\n> Bonjour",
        OUTLOOK,
        f"________________________________\n{OUTLOOK}",
        f"-------- Message original --------\n{OUTLOOK}",
        f"> --- {MARK} ---\n> Bonjour",
        f"--- {MARK} ---\nBonjour",
        "> Bonjour\n> à vous",
        "",
    ],
)
def test_only_what_the_person_wrote_is_kept(below: str) -> None:
    assert own_words(f"Voici ma réponse.\n\nMerci\n\n{below}\n") == "Voici ma réponse.\n\nMerci"


@pytest.mark.parametrize(
    "text",
    [
        "Le 12 mars j’étais absente.\nLe 3 avril aussi.",
        "De : 3 à 5 personnes\nEnvoyé : hier\nJe voudrais savoir.",
        "> votre question\nMa réponse en dessous",
        "Mon fils a écrit : « au secours »",
    ],
)
def test_words_that_look_like_a_quotation_are_kept(text: str) -> None:
    assert own_words(text) == text


def test_an_answer_below_what_it_quotes_is_kept_whole() -> None:
    assert own_words(f"{SIGNATURE}\n> Bonjour\nD’accord") == f"{SIGNATURE}\n> Bonjour\nD’accord"


@given(st.text(max_size=300))
def test_cutting_never_leaves_nothing_and_adds_nothing(text: str) -> None:
    kept = own_words(text)
    assert kept in text or not text.strip() or kept in "\n".join(text.splitlines())
    assert bool(kept) == bool(text.strip())


@pytest.mark.parametrize("line", ["Le 1", "Le 1\n", "> \n", "_", "- \n", "De:\n", ">*"])
def test_hostile_words_take_no_time(line: str) -> None:
    own_words(line * 20_000)


def test_an_e_mail_gives_its_sender_its_words_and_its_files() -> None:
    mail = letter("Voilà.", subject="Re: Votre demande")
    mail.add_attachment(
        b"%PDF-1.4", maintype="application", subtype="pdf", filename="quittance.pdf"
    )
    found = read(mail.as_bytes())
    assert (found.sender, found.subject) == ("awa@exemple.fr", "Re: Votre demande")
    assert found.text == "Voilà."
    assert [(file.name, file.read()) for file in found.files] == [("quittance.pdf", b"%PDF-1.4")]


def test_an_e_mail_in_html_alone_is_read_as_text() -> None:
    mail = letter("")
    mail.set_content("<p>Bonjour</p><script>x()</script><p>C’est <b>prêt</b></p>", subtype="html")
    assert read(mail.as_bytes()).text == "Bonjour\n\nC’est prêt"


def test_a_logo_within_the_words_is_no_attachment() -> None:
    mail = letter("")
    mail.set_content("<img src='cid:logo'>", subtype="html")
    mail.add_related(b"GIF89a", maintype="image", subtype="gif", cid="<logo>", filename="logo.gif")
    mail.make_mixed()
    mail.add_attachment(b"GIF89a", maintype="image", subtype="gif", filename="photo.gif")
    assert [file.name for file in read(mail.as_bytes()).files] == ["photo.gif"]


def test_files_beyond_ten_are_named_and_left() -> None:
    mail = letter("Tout")
    for number in range(12):
        mail.add_attachment(b"x", maintype="text", subtype="plain", filename=f"{number}.txt")
    found = read(mail.as_bytes())
    assert len(found.files) == 10
    assert found.unread == ["10.txt", "11.txt"]


@pytest.mark.parametrize(
    ("header", "value", "reason"),
    [
        ("Auto-Submitted", "auto-replied", "auto"),
        ("Auto-Submitted", "no", ""),
        ("Return-Path", "<>", "bounce"),
        ("List-Id", "<lettre.exemple.fr>", "list"),
        ("Precedence", "bulk", "bulk"),
        ("X-Autoreply", "yes", "auto"),
    ],
)
def test_machines_are_known_by_their_headers(header: str, value: str, reason: str) -> None:
    mail = letter("Je suis absente.")
    mail[header] = value
    assert read(mail.as_bytes()).automatic == reason


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"Subject: sans expediteur\r\n\r\nBonjour",
        b"From: \r\n\r\nx",
    ],
)
def test_what_is_no_e_mail_is_unreadable_and_nothing_worse(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read(raw)


HEAD = b"From: a@b.fr\nTo: c@d.fr\nMIME-Version: 1.0\n"
HTML = HEAD + b"Content-Type: text/html\n\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n"


def nested(depth: int) -> bytes:
    level = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n"
    return HEAD + b"".join(level % (each, each) for each in range(depth)) + b"\n" * 100_000


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"To: " + b"a," * 40_000 + b"\n\nx",
        b"From: a@b.fr, " + b"a," * 40_000 + b"\n\nx",
        HEAD + b"To: a@b.fr\n" * 20_000 + b"\nx",
        HEAD + b"References: " + b"a " * 40_000 + b"\n\nx",
        HEAD + b"Content-Type: text/plain; " + b"a=b;" * 20_000 + b"\n\nx",
        MIXED + b"--b\nContent-Type: message/rfc822\n\n" + (b"Cc: " + b"a," * 2_000 + b"\n") * 50,
        HTML + b"<div>" * 20_000,
        HTML + b"<p><br>" * 20_000,
        HTML + b"<!--" * 20_000,
        HTML + b"<script>" * 20_000,
        HTML + b"<a " * 20_000,
    ],
)
def test_a_hostile_e_mail_takes_no_time(raw: bytes) -> None:
    began = time.process_time()
    read(raw)
    assert time.process_time() - began < 4


@pytest.mark.parametrize(
    "raw", [nested(300), MIXED + b"--b\n\nx\n" * 10_000, HEAD + b"\n" * 1_000_001]
)
def test_what_no_mail_program_makes_is_left_unread(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read(raw)


def test_nothing_that_a_database_refuses_is_read_in_names_and_addresses() -> None:
    named = b"--b\nContent-Disposition: attachment; filename*=utf-8''a%00%ED%A0%80b.txt\n\nx\n"
    raw = b"References: <r\xff\x00@b.fr>\nFrom: <a\xff\x00@b.fr>\n" + MIXED + named * 11
    found = read(raw)
    said = [found.sender, *found.recipients, *found.thread, *found.unread]
    assert len(found.unread) == 1
    assert "\x00" not in "".join([*said, *(str(file.name) for file in found.files)])
    "".join(said).encode()


def test_a_forwarded_e_mail_comes_as_a_file() -> None:
    mail = letter("Voir ci-joint.")
    mail.add_attachment(letter("Le courriel d’origine."))
    [file] = read(mail.as_bytes()).files
    assert "origine" in message_from_bytes(file.read(), policy=default).get_content()


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("Un<br>deux<BR/>trois", "Un\ndeux\ntrois"),
        ("<div>Un</div><div>deux</div>", "Un\ndeux"),
        ("<ul><li>Un</li><li>deux</li></ul>", "Un\ndeux"),
        ("<head><title>T</title><style>p > a {}</style></head>Un", "Un"),
        ("Un<!-- <p>deux</p> --> trois<![endif]>", "Un trois"),
        ("3 &lt; 4 &amp; a&nbsp;b &#233;", "3 < 4 & a\u00a0b é"),
        ("1 < 2 et 3 > 2", "1 < 2 et 3 > 2"),
        ("<!-- jamais fini", "jamais fini"),
        (f"<img src='data:image/png;base64,{'A' * 9000}'>Un", "Un"),
    ],
)
def test_the_words_of_a_page_in_html(page: str, words: str) -> None:
    assert words_of(page).strip() == words


@given(st.text("<>/!-a p&;#script\n", max_size=200))
def test_no_page_breaks_the_reading_of_its_words(page: str) -> None:
    assert isinstance(words_of(page), str)


def test_words_in_an_unknown_alphabet_are_read_as_they_can_be() -> None:
    raw = b"From: a@b.fr\r\nContent-Type: text/plain; charset=martien\r\n\r\n\xc3\xa9t\xc3\xa9"
    assert read(raw).text == "été"


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reading(raw: bytes) -> None:
    try:
        found = read(b"From: a@b.fr\r\n" + raw)
    except Unreadable:
        return
    assert isinstance(found, Letter)
    assert "\x00" not in found.text + found.subject
    (found.text + found.subject).encode()


@pytest.fixture
def mailbox(settings: Settings) -> None:
    settings.INBOUND_ADDRESS = "reponse@ville.example"


PREFIXES = st.text("abcdefghij", min_size=1, max_size=8)
KEYS = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=30)


@pytest.mark.usefixtures("mailbox")
@given(PREFIXES, KEYS)
def test_an_address_of_ours_says_what_it_is_about(prefix: str, key: str) -> None:
    address = addresses.reply_address(prefix, key)
    assert addresses.token_of(address) == (prefix, key)
    assert addresses.token_of(address.upper()) == (prefix, key)
    assert len(address.partition("@")[0]) <= 64, "RFC 5321, 4.5.3.1.1"


@pytest.mark.usefixtures("mailbox")
@given(PREFIXES, KEYS, st.integers(0, 15), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_a_changed_address_says_nothing(prefix: str, key: str, at: int, letter: str) -> None:
    local, _, domain = addresses.reply_address(prefix, key).partition("@")
    at -= 16
    changed = local[:at] + letter + local[at + 1 :] if at < -1 else local[:-1] + letter
    if changed != local:
        assert addresses.token_of(f"{changed}@{domain}") is None


@pytest.mark.usefixtures("mailbox")
def test_another_domain_or_another_box_is_not_ours() -> None:
    address = addresses.reply_address("d", "7k3f9qx8")
    assert addresses.token_of(address.replace("ville", "village")) is None
    assert addresses.token_of(address.replace("reponse", "mairie")) is None
    assert addresses.token_of("reponse@ville.example") is None


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("reponse@ville.example", True),
        ("Reponse+d-x@VILLE.example", True),
        ("ne-pas-repondre@localhost", True),
        ("awa@exemple.fr", False),
        ("", False),
    ],
)
@pytest.mark.usefixtures("mailbox")
def test_our_own_addresses_are_known(address: str, ours: bool) -> None:
    assert addresses.is_ours(address) == ours


def test_without_a_mailbox_no_answer_is_invited(settings: Settings) -> None:
    settings.INBOUND_ADDRESS = ""
    assert addresses.reply_address("d", "7k3f9qx8") == ""
    assert addresses.token_of("+d-7k3f9qx8-aaaaaaaaaaaaaaaa@") is None
