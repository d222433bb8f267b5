"""The referential: themes, procedures, their forms, routing and legal regime."""
