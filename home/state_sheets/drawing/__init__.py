"""The tree of a document drawn as HTML: all of its words go through `escape` here."""
