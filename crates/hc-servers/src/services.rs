//! Our own services: what each is called, listens on, and is told by its environment.
