"""The server: a SPARQL 1.1 endpoint, its editor, the shipped questions and the terms, on 127.0.0.1.

``zeren.serve.app.application`` makes the application, ``zeren.serve.run.run`` serves it until it is told to end.
"""
