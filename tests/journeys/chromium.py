"""How the browser is started, and the two screens that everything is looked at on."""

CHROMIUM = "/usr/bin/chromium"
# Without these Chromium looks for its maker's hosts at every start; as root it has no sandbox.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
PHONE, DESK = (390, 844), (1280, 900)  # CSS pixels
