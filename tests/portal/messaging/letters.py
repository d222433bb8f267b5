"""E-mails as people's programs write them."""

from email.message import EmailMessage

from portal.messaging.models import OutboundMessage


def letter(
    words: str,
    *,
    sender: str = "awa@exemple.fr",
    to: str = "reponse@ville.example",
    subject: str = "Bonjour",
    answers: str = "",
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f"Awa Diallo <{sender}>"
    mail["To"] = to
    mail["Subject"] = subject
    if answers:
        mail["In-Reply-To"] = mail["References"] = answers
    mail.set_content(words)
    return mail


def answer_to(message: OutboundMessage, words: str, **changes: str) -> EmailMessage:
    """What the button « Répondre » makes of one of our messages."""
    quoted = "\n".join(f"> {line}" for line in message.text.splitlines())
    values = {
        "sender": message.recipient,
        "to": message.reply_to,
        "subject": f"Re: {message.subject}",
        "answers": message.message_id,
    }
    return letter(
        f"{words}\n\nLe 28 nov. 2026 à 10:12, Ville a écrit :\n{quoted}", **values | changes
    )
