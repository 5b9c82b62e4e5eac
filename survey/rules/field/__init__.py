"""Field work as pure rules: areas cut from dongs, work shared out, the way to walk, response rates."""
