"""Documents -> Site: addresses, navigation, links, lists; all together."""
