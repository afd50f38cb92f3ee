"""Sign-in through an OpenID Connect provider: the protocol, its views, the accounts."""
