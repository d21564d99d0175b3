"""After a race: what it has trained is asked about photos, and looked into."""
