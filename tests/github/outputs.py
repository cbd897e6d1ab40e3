"""The runner's own reading of its files, as its source has it (FileCommandManager.cs)."""


def outputs_in(path):
    """Name to value, of a file that GITHUB_OUTPUT names; fails where the runner would."""
    lines = iter(path.read_bytes().decode().split("\n"))
    found = {}
    for line in lines:
        if not line:
            continue
        equals, heredoc = line.find("="), line.find("<<")
        if equals >= 0 and (heredoc < 0 or equals < heredoc):
            found[line[:equals]] = line[equals + 1 :]
            continue
        assert heredoc > 0, line
        name, delimiter = line[:heredoc], line[heredoc + 2 :]
        value = []
        for each in lines:
            if each == delimiter:
                break
            value.append(each)
        else:
            raise AssertionError(f"{name}: no end")
        found[name] = "\n".join(value)
    return found
