// A sale from the first scan to the receipt, and its return. Everything that counts money or calls a platform is koppel's.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Koppel;

sealed class SaleCard
{
    public string Number, CardId, Balance, HoldId;
}

sealed class Sale
{
    private const string Platform = "city-butler";
    private readonly Till till;
    private readonly Receipt receipt = new Receipt();
    private readonly List<SaleCard> cards = new List<SaleCard>();

    public Sale(Till till) { this.till = till; }

    public void Scan(string barcode, long quantity)
    {
        var article = till.Articles.ByBarcode(barcode);
        if (article == null) Console.WriteLine("! No article has the barcode {0}.", barcode);
        else if (quantity < 1 || quantity > 999) Console.WriteLine("! That is more than one sale can hold.");
        else
        {
            var line = new ReceiptLine { Article = article, Quantity = quantity, Minor = quantity * article.Price };
            receipt.Lines.Add(line);
            Console.WriteLine("{0} x {1} {2}", quantity, article.Name, Json.Amount(line.Minor));
        }
    }

    public void ShowCard(string number)
    {
        var request = new Json().Text("platform_id", Platform).Text("card", number);
        using (var found = till.Koppel.Call("card_balance", request.ToString()))
        {
            cards.Add(new SaleCard { Number = number, CardId = found.Text("/card_id"), Balance = found.Text("/balance") });
            Console.WriteLine("Card {0} has {1}", LastFour(number), found.Text("/balance"));
        }
    }

    /// Whether it was paid.
    public bool Pay(long given)
    {
        receipt.Id = "K1-" + (till.Sales + 1);
        using (var paid = Pure.PaymentSplit(SplitRequest().ToString()))
        {
            var due = paid.Minor("/amount_due") ?? 0;
            if (given < Amount.Rounded(due))
            {
                Console.WriteLine("! {0} is to be paid in cash.", Json.Amount(Amount.Rounded(due)));
                return false;
            }
            HoldCards(paid);
            foreach (var tender in Tenders(paid).Where(tender => paid.Text(tender + "/kind") != "remainder"))
                receipt.Cards.Add(Card(paid.Text(tender + "/tender_id"), paid.Minor(tender + "/amount")));
            if (receipt.Cards.Count > 0)
            {
                // The order first: a till that dies between the two has told of an order whose hold runs out, and has charged
                // nobody.
                till.Koppel.OrderPush(OrderRequest(paid).ToString()).Dispose();
                EndHolds("card_capture");
            }
            for (var nth = 0; nth < receipt.Lines.Count; nth++)
                receipt.Lines[nth].Vat = paid.Minor("/lines/" + nth + "/vat_amount") ?? 0;
            receipt.Vats = Vats(paid, 1);
            receipt.Given = given;
            receipt.Settle(due);
        }
        till.Sales++;
        till.Finish(receipt);
        return true;
    }

    public static void Return(Till till, string orderId, string lineId, long quantity)
    {
        var receipt = new Receipt { Id = orderId + "-R" + (till.Returns + 1) };
        var request = new Json().Text("platform_id", Platform).Text("order_id", orderId).Text("return_id", receipt.Id)
            .List("lines").Object().Text("line_id", lineId).Whole("quantity", quantity).EndObject().EndList();
        using (var refund = till.Koppel.ReturnCredit(request.ToString()))
        {
            till.Returns++;
            for (var nth = 0; nth < refund.Count("/lines"); nth++)
            {
                var line = "/lines/" + nth;
                receipt.Lines.Add(new ReceiptLine
                {
                    Article = till.Articles.ByCode(refund.Text(line + "/product_id")),
                    Quantity = -long.Parse(refund.Text(line + "/quantity"), CultureInfo.InvariantCulture),
                    Minor = -refund.Minor(line + "/amount") ?? 0, Vat = -refund.Minor(line + "/vat_amount") ?? 0
                });
            }
            for (var nth = 0; nth < refund.Count("/credits"); nth++)
            {
                var credit = "/credits/" + nth;
                receipt.Cards.Add(Card(refund.Text(credit + "/voucher_id"), -refund.Minor(credit + "/amount")));
            }
            receipt.Vats = Vats(refund, -1);
            receipt.Settle(-refund.Minor("/pay_out_amount") ?? 0);
        }
        till.Finish(receipt);
    }

    private Json SplitRequest()
    {
        var request = new Json().Text("order_id", receipt.Id).Text("currency", "EUR").Text("calculated_at", Till.In(0));
        WriteLines(request, false);
        request.List("vouchers");
        foreach (var card in cards)
            request.Object().Text("voucher_id", card.CardId).Text("kind", "multi_purpose")
                .Text("balance", card.Balance).EndObject();
        return request.EndList().Object("remainder").Text("tender_id", "cash").EndObject();
    }

    /// The order, as its platform learns it: durable when the call returns, sent when the till drains.
    private Json OrderRequest(Document paid)
    {
        var request = new Json().Text("platform_id", Platform).Object("order")
            .Text("order_id", receipt.Id).Text("number", receipt.Id).Text("currency", "EUR").Text("status", "completed");
        WriteLines(request, true);
        request.List("tenders");
        foreach (var tender in Tenders(paid))
        {
            request.Object();
            foreach (var member in new[] { "tender_id", "kind", "amount" })
                request.Text(member, paid.Text(tender + "/" + member));
            request.EndObject();
        }
        return request.EndList().Text("total_amount", paid.Text("/total_amount")).EndObject();
    }

    private void WriteLines(Json request, bool withNames)
    {
        request.List("lines");
        for (var nth = 0; nth < receipt.Lines.Count; nth++)
        {
            var line = receipt.Lines[nth];
            request.Object().Text("line_id", (nth + 1).ToString()).Text("kind", "product")
                .Text("supplier_id", "duurzaam-dorp").Text("product_id", line.Article.Code);
            if (withNames) request.Text("name", line.Article.Name);
            request.Whole("quantity", line.Quantity).Minor("gross_amount", line.Minor)
                .Text("vat_rate", line.Article.VatRate).EndObject();
        }
        request.EndList();
    }

    /// Holds what each card pays; all of it, or nothing.
    private void HoldCards(Document paid)
    {
        try
        {
            foreach (var tender in Tenders(paid))
                foreach (var card in cards.Where(card => card.CardId == paid.Text(tender + "/tender_id")))
                {
                    var request = new Json().Text("platform_id", Platform).Text("order_id", receipt.Id)
                        .Text("card", card.Number).Text("amount", paid.Text(tender + "/amount"))
                        .Text("expires_at", Till.In(600));
                    using (var held = till.Koppel.Call("card_hold", request.ToString()))
                        card.HoldId = held.Text("/hold_id");
                }
        }
        catch (KoppelException)
        {
            EndHolds("card_release");
            throw;
        }
    }

    private void EndHolds(string method)
    {
        foreach (var card in cards.Where(card => card.HoldId != null))
            till.Koppel.Call(method, new Json().Text("hold_id", card.HoldId).ToString()).Dispose();
        cards.ForEach(card => card.HoldId = null);
    }

    private static IEnumerable<string> Tenders(Document paid)
    {
        return Enumerable.Range(0, paid.Count("/tenders")).Select(nth => "/tenders/" + nth);
    }

    /// The VAT by rate; `sign` is -1 for a return.
    private static List<ReceiptVat> Vats(Document document, int sign)
    {
        return Enumerable.Range(0, document.Count("/vat")).Select(nth => "/vat/" + nth).Select(row => new ReceiptVat
        {
            Rate = document.Text(row + "/vat_rate"), Gross = sign * document.Minor(row + "/gross_amount") ?? 0,
            Vat = sign * document.Minor(row + "/vat_amount") ?? 0
        }).ToList();
    }

    private static ReceiptCard Card(string cardId, long? minor)
    {
        return new ReceiptCard { LastFour = LastFour(cardId), Minor = minor ?? 0 };
    }

    private static string LastFour(string card) { return card.Substring(Math.Max(0, card.Length - 4)); }
}
