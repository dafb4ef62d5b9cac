"""Budget disclosures as data: the one name that an installation takes.

The rooms (`flows`, `extractors`, `models`, `warehouse`) lie at the top of the repository and are installed as
`mingzhang.flows` and so on.
"""
