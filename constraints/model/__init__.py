"""The things that rules speak of: people, councils, slates, selectors, offers and drafts."""
