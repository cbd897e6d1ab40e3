"""Machine images named by owner and name instead of their ids."""

from collections.abc import Mapping

from driftaudit.model import UNKNOWN, Json
from driftaudit.normalize.odd import mappings, string
from driftaudit.normalize.portable import Portable
from driftaudit.normalize.subnets import NOT_FOUND


class Images:
    """Names images by id: `amazon/amazon-eks-node-1.30-v20240531`."""

    def __init__(self, shapes: Mapping[str, tuple[Json, ...]], portable: Portable) -> None:
        # Launch templates name the images to read: without them the answer is empty, not complete.
        self._read = "image" in shapes and "launch-template" in shapes
        self._portable = portable
        self._images = {string(each.get("ImageId")): each for each in mappings(shapes.get("image"))}

    def describe(self, image_id: Json) -> Json:
        """Owner and name of an `ami-…`; other ways to name one (`resolve:ssm:…`) as they are."""
        if not isinstance(image_id, str) or not image_id.startswith("ami-"):
            return self._portable.value(image_id)
        if not self._read:
            return {UNKNOWN: "machine images could not be read"}
        image = self._images.get(image_id)
        if image is None:
            return NOT_FOUND
        alias, name = string(image.get("ImageOwnerAlias")), string(image.get("Name"))
        if alias == "amazon":  # names of AWS's own: no cluster `eks` is in `amazon-eks-node-…`
            return f"{alias}/{name}"
        owner = alias or string(image.get("OwnerId"))
        return f"{self._portable.text(owner)}/{self._portable.text(name)}"
