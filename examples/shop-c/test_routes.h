/* The routes that an integration test needs to set a shop up and to look into its book. Never in production. */
#ifndef SHOP_TEST_ROUTES_H
#define SHOP_TEST_ROUTES_H

#include <koppel.h>

#include "text.h"

/* Whether this environment may have them: they change stock and book returns. A shop in production does not start. */
int test_is_allowed(const char *environment);

/* Answers a /koppel-test/ request; gives the HTTP status. */
unsigned test_answer(koppel_client *koppel, const char *supplier, const char *method, const char *path,
                     const char *authorization, const char *body, size_t length, text *out);

/* Whether the integration test says that the shop is down; counts the request. */
int test_refuses_request(void);
/* What the shop does after each request: take over, drain. `out` may be NULL. */
void test_afterwards(koppel_client *koppel, text *out);

#endif
