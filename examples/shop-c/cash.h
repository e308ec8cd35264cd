/* The side of the cash drawer of a return: what was paid by card never leaves it in cash (OH-22). */
#ifndef SHOP_CASH_H
#define SHOP_CASH_H

/* A return: the platform, its order, and the shop's own number of the return. */
typedef struct {
    const char *platform_id, *platform_order_id, *return_id;
} cash_return;

/* The return is booked: so much of it, koppel's `pay_out_amount`, may be paid out. The same one again changes nothing. */
void cash_allow(const cash_return *made, const char *amount);

/* Whether the amount may leave the drawer, now: it counts. Not for a return that was never booked. */
int cash_pay_out(const cash_return *made, const char *amount);

#endif
