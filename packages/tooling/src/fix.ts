/** `make check`. */
