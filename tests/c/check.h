/* What the C tests say when a property does not hold: where and what; then the program fails. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(holds)                                                                               \
    do {                                                                                           \
        if (!(holds)) {                                                                            \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #holds);                            \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

#define CHECK_TEXT(found, expected)                                                                \
    do {                                                                                           \
        const char *found_ = (found);                                                              \
        if (found_ == NULL || strcmp(found_, (expected)) != 0) {                                   \
            fprintf(stderr, "%s:%d: '%s' is not '%s'\n", __FILE__, __LINE__,                       \
                    found_ ? found_ : "NULL", (expected));                                         \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

#endif
