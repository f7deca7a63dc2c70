"""The avatar: the person as a person, with skin, eyes, brows, lashes, hair and neutral underwear."""
