"""The store for assistants: read-only tools and resources of the Model Context Protocol (``zeren mcp``).

``tools`` lists what can be called, ``desk`` calls it and keeps answers within their limits, ``proofs`` puts the words
that prove beside each row, ``protocol`` alone knows the package ``mcp``.
"""
