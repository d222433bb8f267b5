"""The look and its components: tokens, style sheets, scripts, template tags, lists."""
