// What is printed and booked of a sale or a return: lines, payments, VAT. A return's amounts are below zero.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Koppel;

static class Amount
{
    /// What a cashier types, in cents; 0 for what is no amount.
    public static long Typed(string text)
    {
        decimal amount;
        var isOne = decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount);
        return isOne && amount < 1000000 ? (long)(amount * 100) : 0;
    }

    /// To the nearest 5 cents, for coins.
    public static long Rounded(long minor) { return minor < 0 ? -Rounded(-minor) : (minor + 2) / 5 * 5; }
}

sealed class ReceiptLine
{
    public Article Article;
    public long Quantity, Minor, Vat;
}

sealed class ReceiptCard
{
    public string LastFour;
    public long Minor;
}

sealed class ReceiptVat
{
    public string Rate;
    public long Gross, Vat;
}

sealed class Receipt
{
    public string Id;
    public readonly List<ReceiptLine> Lines = new List<ReceiptLine>();
    public readonly List<ReceiptCard> Cards = new List<ReceiptCard>();
    public List<ReceiptVat> Vats = new List<ReceiptVat>();
    public long Cash, Given, Rounding, Total;

    /// Rounds what is paid in cash, and so fixes the total.
    public void Settle(long cash)
    {
        Cash = Amount.Rounded(cash);
        Rounding = Cash - cash;
        Total = Cash + Cards.Sum(card => card.Minor);
    }

    public void Print()
    {
        Console.WriteLine("---------- receipt " + Id);
        for (var nth = 0; nth < Lines.Count; nth++)
            Row(string.Format("{0,2} {1,3} x {2}", nth + 1, Lines[nth].Quantity, Lines[nth].Article.Name), Lines[nth].Minor);
        if (Rounding != 0) Row("Rounding", Rounding);
        Row("Total", Total);
        foreach (var card in Cards) Row("Card " + card.LastFour, card.Minor);
        if (Cash != 0) Row("Cash", Cash);
        if (Given > 0) Row("Given", Given);
        if (Given > 0 && Given > Cash) Row("Change", Given - Cash);
        foreach (var vat in Vats) Row("VAT " + vat.Rate + "% in " + Json.Amount(vat.Gross), vat.Vat);
        Console.WriteLine("----------");
    }

    /// The request of records_put.
    public Json Record(string now, string day)
    {
        var record = new Json().Text("kind", "receipts").List("items").Object()
            .Text("receipt_id", Id).Text("created_at", now).Text("business_day", day).Text("till_id", "K1").Text("currency", "EUR");
        record.List("lines");
        for (var nth = 0; nth < Lines.Count; nth++)
        {
            var line = Lines[nth];
            record.Object().Text("line_id", (nth + 1).ToString()).Text("product_code", line.Article.Code)
                .Text("name", line.Article.Name).Text("category_id", line.Article.Category).Whole("quantity", line.Quantity)
                .Minor("gross_amount", line.Minor).Text("vat_rate", line.Article.VatRate).Minor("vat_amount", line.Vat).EndObject();
        }
        record.EndList().Minor("rounding_amount", Rounding).Minor("total_amount", Total).List("payments");
        foreach (var card in Cards) Payment(record, "city-butler", card.Minor, 0);
        if (Cash != 0) Payment(record, "cash", Cash, Given);
        record.EndList().List("vat");
        foreach (var vat in Vats)
            record.Object().Text("vat_rate", vat.Rate).Minor("gross_amount", vat.Gross).Minor("vat_amount", vat.Vat).EndObject();
        return record.EndList().EndObject().EndList();
    }

    private static void Payment(Json record, string method, long minor, long given)
    {
        record.Object().Text("payment_method_id", method).Minor("amount", minor);
        if (given > 0) record.Minor("given_amount", given).Minor("change_amount", given - minor);
        record.EndObject();
    }

    private static void Row(string name, long minor) { Console.WriteLine("{0,-30}{1,10}", name, Json.Amount(minor)); }
}
