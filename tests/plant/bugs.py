"""All the bugs: realistic, of one line where that can be, none the same as another."""

from tests.plant import books, lives, machine, papers, walls

BUGS = [*lives.BUGS, *papers.BUGS, *books.BUGS, *walls.BUGS, *machine.BUGS]
