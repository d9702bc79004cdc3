"""How to reach complainants: goes so long after their complaint was closed. What they complained of stays."""

from flows.retention.kind import Finding, Ground, Kind


def find(ground: Ground) -> Finding:
    """Counts complaints of which a contact is still kept."""
    old = ground.house.complaints.contacts_of_old(ground.before("contacts"))
    return Finding(len(old), 0, old[0][1] if old else None)


def remove(ground: Ground) -> Finding:
    """Forgets them."""
    old = ground.house.complaints.contacts_of_old(ground.before("contacts"))
    gone = sum(ground.house.complaints.forget_contact(name) for name, _ in old)
    return Finding(gone, 0, old[0][1] if old else None)


KIND = Kind("contacts", 180, ("contacts of complainants", "投诉人联系方式"), find, remove)
