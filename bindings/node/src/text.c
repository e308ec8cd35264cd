/* UTF-16 to UTF-8 and back. V8 goes letter by letter as soon as one of a text is not ASCII; here the blocks of ASCII between
 * such letters stay blocks. A loop over a block has no way out, so that the compiler makes it wide. */
#include "addon.h"

enum { BLOCK = 64, ASCII_END = 0x80, LETTER_BROKEN = 0xFFFD };

/* Gives how many units were taken. A surrogate without its other half is no letter. */
static size_t take_units(const uint16_t *from, const uint16_t *end, uint32_t *letter) {
    *letter = from[0];
    if ((from[0] & 0xF800) != 0xD800) return 1;
    *letter = LETTER_BROKEN;
    if (from[0] >= 0xDC00 || from + 1 == end || (from[1] & 0xFC00) != 0xDC00) return 1;
    *letter = 0x10000 + ((uint32_t)(from[0] & 0x3FF) << 10) + (from[1] & 0x3FF);
    return 2;
}

static char *put_bytes(char *to, uint32_t letter) {
    int more = letter < ASCII_END ? 0 : letter < 0x800 ? 1 : letter < 0x10000 ? 2 : 3;
    static const unsigned char FIRST[] = {0, 0xC0, 0xE0, 0xF0};
    *to++ = (char)(FIRST[more] | letter >> 6 * more);
    while (more-- > 0) *to++ = (char)(0x80 | (letter >> 6 * more & 0x3F));
    return to;
}

size_t utf8_of(const uint16_t *restrict from, size_t units, char *restrict to) {
    const char *const begin = to;
    const uint16_t *const end = from + units;
    while (from < end) {
        bool is_whole = end - from >= BLOCK;
        uint16_t seen = 0;
        for (int nth = 0; is_whole && nth < BLOCK; nth++) seen |= from[nth];
        if (is_whole && seen < ASCII_END) {
            for (int nth = 0; nth < BLOCK; nth++) to[nth] = (char)from[nth];
            from += BLOCK, to += BLOCK;
            continue;
        }
        for (const uint16_t *stop = is_whole ? from + BLOCK : end; from < stop;) {
            uint32_t letter;
            from += take_units(from, end, &letter);
            to = put_bytes(to, letter);
        }
    }
    return (size_t)(to - begin);
}

/* Gives how many bytes were taken. What the library gives is UTF-8; what is cut off is no letter. */
static size_t take_bytes(const unsigned char *from, const unsigned char *end, uint32_t *letter) {
    static const unsigned char MASK[] = {0x7F, 0x1F, 0x0F, 0x07};
    int more = from[0] < ASCII_END ? 0 : from[0] < 0xE0 ? 1 : from[0] < 0xF0 ? 2 : 3;
    *letter = LETTER_BROKEN;
    if (end - from <= more) return (size_t)(end - from);
    *letter = from[0] & MASK[more];
    for (int nth = 1; nth <= more; nth++) *letter = *letter << 6 | (from[nth] & 0x3F);
    return (size_t)more + 1;
}

static uint16_t *put_units(uint16_t *to, uint32_t letter) {
    if (letter < 0x10000) {
        *to++ = (uint16_t)letter;
    } else {
        *to++ = (uint16_t)(0xD800 | (letter - 0x10000) >> 10);
        *to++ = (uint16_t)(0xDC00 | (letter & 0x3FF));
    }
    return to;
}

size_t utf16_of(const char *restrict text, size_t length, uint16_t *restrict to) {
    const uint16_t *const begin = to;
    const unsigned char *from = (const unsigned char *)text, *const end = from + length;
    while (from < end) {
        bool is_whole = end - from >= BLOCK;
        unsigned char seen = 0;
        for (int nth = 0; is_whole && nth < BLOCK; nth++) seen |= from[nth];
        if (is_whole && seen < ASCII_END) {
            for (int nth = 0; nth < BLOCK; nth++) to[nth] = from[nth];
            from += BLOCK, to += BLOCK;
            continue;
        }
        for (const unsigned char *stop = is_whole ? from + BLOCK : end; from < stop;) {
            uint32_t letter;
            from += take_bytes(from, end, &letter);
            to = put_units(to, letter);
        }
    }
    return (size_t)(to - begin);
}
