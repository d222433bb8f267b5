"""The shared kernel and the site itself: what both faces stand on."""
