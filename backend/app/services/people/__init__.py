"""Who works in a pharmacy: invitations, roles, disabling, reset links."""
