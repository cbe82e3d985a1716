"""Where whoever is told of an alert looks next."""

from workers.model.alert import Links


def links_of(link_base: str | None, identity: str) -> Links:
    """The links of one alert.

    Args:
        link_base: Where the web page stands; None where there is none.
        identity: The alert's id.
    """
    return Links(
        alert=f"{link_base.rstrip('/')}/alerts/{identity}" if link_base else None,
        explain=f"groundswell explain {identity}",
        mute=f"groundswell silences add --alert {identity} --until resolved --by NAME --because TEXT",
    )
