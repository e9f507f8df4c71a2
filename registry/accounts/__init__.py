"""How people come in: sign-in, second factor, invitations, sessions. On django-allauth, in the portal's own look."""
