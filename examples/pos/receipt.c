#include "receipt.h"

#include <stdio.h>

int64_t rounded(int64_t minor) {
    return minor < 0 ? -rounded(-minor) : (minor + 2) / 5 * 5;
}

void receipt_settle(receipt *of, int64_t cash) {
    of->cash = rounded(cash);
    of->rounding = of->cash - cash;
    of->total = of->cash;
    for (int nth = 0; nth < of->card_count; nth++) of->total += of->cards[nth].amount;
}

static void row(const char *name, int64_t minor) {
    printf("%-30s%10s\n", name, amount(minor).text);
}

void receipt_print(const receipt *of) {
    char name[120];
    printf("---------- receipt %s\n", of->id);
    for (int nth = 0; nth < of->line_count; nth++) {
        const receipt_line *line = &of->lines[nth];
        snprintf(name, sizeof name, "%2d %3ld x %s", nth + 1, line->quantity, line->article->name);
        row(name, line->amount);
    }
    if (of->rounding != 0) row("Rounding", of->rounding);
    row("Total", of->total);
    for (int nth = 0; nth < of->card_count; nth++) {
        snprintf(name, sizeof name, "Card %s", of->cards[nth].name);
        row(name, of->cards[nth].amount);
    }
    if (of->cash != 0) row("Cash", of->cash);
    if (of->given > 0) row("Given", of->given);
    if (of->given > of->cash && of->given > 0) row("Change", of->given - of->cash);
    for (int nth = 0; nth < of->vat_count; nth++) {
        snprintf(name, sizeof name, "VAT %s%% in %s", of->vats[nth].rate,
                 amount(of->vats[nth].gross).text);
        row(name, of->vats[nth].vat);
    }
    printf("----------\n");
}

static void write_payment(json *to, const char *method, int64_t minor, int64_t given) {
    json_open(to, NULL, '{');
    json_text(to, "payment_method_id", method);
    json_minor(to, "amount", minor);
    if (given > 0) {
        json_minor(to, "given_amount", given);
        json_minor(to, "change_amount", given - minor);
    }
    json_close(to, '{');
}

static void write_line(json *to, const receipt_line *line, int nth) {
    json_open(to, NULL, '{');
    char line_id[12];
    snprintf(line_id, sizeof line_id, "%d", nth + 1);
    json_text(to, "line_id", line_id);
    json_text(to, "product_code", line->article->code);
    json_text(to, "name", line->article->name);
    json_text(to, "category_id", line->article->category);
    json_whole(to, "quantity", line->quantity);
    json_minor(to, "gross_amount", line->amount);
    json_text(to, "vat_rate", line->article->vat_rate);
    json_minor(to, "vat_amount", line->vat);
    json_close(to, '{');
}

void receipt_write(const receipt *of, const char *now, const char *day, json *to) {
    json_begin(to);
    json_text(to, "kind", "receipts");
    json_open(to, "items", '[');
    json_open(to, NULL, '{');
    json_text(to, "receipt_id", of->id);
    json_text(to, "created_at", now);
    json_text(to, "business_day", day);
    json_text(to, "till_id", "K1");
    json_text(to, "currency", "EUR");
    json_open(to, "lines", '[');
    for (int nth = 0; nth < of->line_count; nth++) write_line(to, &of->lines[nth], nth);
    json_close(to, '[');
    json_minor(to, "rounding_amount", of->rounding);
    json_minor(to, "total_amount", of->total);
    json_open(to, "payments", '[');
    for (int nth = 0; nth < of->card_count; nth++)
        write_payment(to, "city-butler", of->cards[nth].amount, 0);
    if (of->cash != 0) write_payment(to, "cash", of->cash, of->given);
    json_close(to, '[');
    json_open(to, "vat", '[');
    for (int nth = 0; nth < of->vat_count; nth++) {
        json_open(to, NULL, '{');
        json_text(to, "vat_rate", of->vats[nth].rate);
        json_minor(to, "gross_amount", of->vats[nth].gross);
        json_minor(to, "vat_amount", of->vats[nth].vat);
        json_close(to, '{');
    }
    json_close(to, '[');
    json_close(to, '{');
    json_close(to, '[');
    json_close(to, '{');
}
