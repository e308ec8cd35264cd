/* What couples this shop to the platforms: the configuration, and the two jobs that a shop does after a request. */
#ifndef SHOP_COUPLING_H
#define SHOP_COUPLING_H

#include <koppel.h>

#include "text.h"

/* Each environment of a platform has addresses and keys of its own; a real shop reads this from its configuration. */
#ifndef SHOP_ENVIRONMENT
#define SHOP_ENVIRONMENT "test"
#endif

typedef struct {
    const char *supplier, *store, *platform_city_butler, *platform_winst;
    int port;
} shop_arguments;

koppel_client *coupling_open(const shop_arguments *arguments);

/* Runs a method on a JSON text. The document is the caller's, also on failure. */
koppel_status coupling_call(koppel_client *koppel, const char *method, const char *request, koppel_doc **out);

/* Books what the platforms ordered; an order of the article `refused` ("" for none) is given back. */
long coupling_take_over(koppel_client *koppel, const char *refused);
/* Sends what is due; the document is the caller's. */
koppel_doc *coupling_drain(koppel_client *koppel);

/* The shop answers several requests at once: whoever reads or writes the book holds this. */
void book_lock(void);
void book_unlock(void);

#endif
