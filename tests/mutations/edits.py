"""Single edits of a reading's shapes, as data: `put("nodegroup workers version", "1.31")`.

A path is words: the source, then keys of objects; in a list a number, or the name of an item
(`node` is also `acme-us-node`, and the ARN that ends in it). Values may be functions of the place.
"""

import copy

NAMES = (
    *("nodegroupName", "addonName", "fargateProfileName", "principalArn", "serviceAccount"),
    *("RoleName", "PolicyName", "GroupName", "LaunchTemplateName", "DeviceName", "name", "key"),
    *("PolicyArn", "policyArn", "Key", "SubnetId", "Sid", "namespace", "mountPath"),
)


def put(path, value):
    """Another value at a path, whatever was there."""
    return lambda place, shapes: _set(shapes, path, lambda _: _of(value, place))


def edit(path, function):
    """The value at a path as a function makes it of what was there."""
    return lambda place, shapes: _set(shapes, path, function)


def add(path, value):
    """One more item in the list at a path, or one more key in the object."""
    return lambda place, shapes: _set(shapes, path, lambda old: _more(old, _of(value, place)))


def drop(path):
    """Nothing at a path, where something was."""

    def dropped(place, shapes):
        *parents, last = path.split()
        parent = _at(shapes, parents)
        key = last if isinstance(parent, dict) else _index(parent, last)
        del parent[key]

    return dropped


def both(*edits):
    """Several edits that are one change."""

    def done(place, shapes):
        for each in edits:
            each(place, shapes)

    return done


def text(path, old, new):
    """A text at a path, with every `old` in it replaced, of which there must be one."""

    def replaced(found):
        assert old in found, found
        return found.replace(old, new)

    return edit(path, replaced)


def edited(change, place, shapes):
    """A copy of the shapes after one edit, sources as tuples."""
    mutable = {source: list(each) for source, each in copy.deepcopy(shapes).items()}
    change(place, mutable)
    return {source: tuple(each) for source, each in mutable.items()}


def _of(value, place):
    return copy.deepcopy(value(place) if callable(value) else value)


def _more(old, value):
    return [*old, value] if isinstance(old, list) else {**(old or {}), **value}


def _set(shapes, path, function):
    *parents, last = path.split()
    parent = _at(shapes, parents)
    key = last if isinstance(parent, dict) else _index(parent, last)
    parent[key] = function(parent.get(key) if isinstance(parent, dict) else parent[key])


def _at(value, path):
    for word in path:
        if isinstance(value, dict):
            value = value.setdefault(word, {})
        else:
            value = value[_index(value, word)]
    return value


def _index(items, word):
    if word.isdecimal():
        return int(word)
    for number, each in enumerate(items):
        named = [each[key] for key in NAMES if isinstance(each.get(key), str)]
        named.append(each.get("metadata", {}).get("name", ""))
        if any(name == word or name.endswith(("-" + word, "/" + word)) for name in named):
            return number
    raise LookupError(word)
