"""``pytest tests/golden --renew-golden`` makes the pictures anew; show the difference where it is reviewed."""


def pytest_addoption(parser):
    parser.addoption("--renew-golden", action="store_true", help="write the golden stills anew")
