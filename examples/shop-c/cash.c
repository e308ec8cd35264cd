#include "cash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "coupling.h"

enum { RETURNS_MAX = 1000, NAME_SIZE = 600 };

static struct {
    char name[NAME_SIZE];
    long cents_left;
} returns[RETURNS_MAX]; /* under the book's lock */
static size_t return_count;

/* Of an amount with two decimals, "12.95"; -1 of anything else. */
static long cents_of(const char *amount) {
    size_t digits = strspn(amount, "0123456789");
    if (digits == 0 || digits > 9 || amount[digits] != '.') return -1;
    if (strspn(amount + digits + 1, "0123456789") != 2 || amount[digits + 3] != '\0') return -1;
    return strtol(amount, NULL, 10) * 100 + strtol(amount + digits + 1, NULL, 10);
}

/* No id holds a line feed. A name that does not fit is that of no return. */
static int name_of(const cash_return *made, char *name) {
    int length = snprintf(name, NAME_SIZE, "%s\n%s\n%s", made->platform_id, made->platform_order_id, made->return_id);
    return length > 0 && length < NAME_SIZE;
}

static long *left_of(const char *name) {
    for (size_t nth = 0; nth < return_count; nth++) {
        if (strcmp(returns[nth].name, name) == 0) return &returns[nth].cents_left;
    }
    return NULL;
}

void cash_allow(const cash_return *made, const char *amount) {
    char name[NAME_SIZE];
    long cents = cents_of(amount);
    book_lock();
    if (cents >= 0 && name_of(made, name) && left_of(name) == NULL && return_count < RETURNS_MAX) {
        memcpy(returns[return_count].name, name, sizeof name);
        returns[return_count++].cents_left = cents;
    }
    book_unlock();
}

int cash_pay_out(const cash_return *made, const char *amount) {
    char name[NAME_SIZE];
    long cents = cents_of(amount);
    book_lock();
    long *left = name_of(made, name) ? left_of(name) : NULL;
    int is_allowed = left != NULL && cents >= 0 && cents <= *left;
    if (is_allowed) *left -= cents;
    book_unlock();
    return is_allowed;
}
