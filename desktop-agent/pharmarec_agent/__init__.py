"""The desktop agent: brings sales files from the pharmacy's computer to its PharmaRec server."""
