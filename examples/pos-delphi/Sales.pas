/// A sale from the first scan to the receipt, and its return. Everything that counts money or calls a platform is koppel's.
unit Sales;

{$ifdef FPC}{$mode delphi}{$H+}{$endif}

interface

uses
  Koppel, Articles, Receipts;

type
  TSaleCard = record
    Number, CardId, Balance, HoldId: UTF8String;
  end;

  TSale = class
  private
    FKoppel: TKoppelClient;
    FArticles: TArticles;
    FReceipt: TReceipt;
    FCards: array of TSaleCard;
    function SplitRequest: UTF8String;
    function OrderRequest(const Paid: IKoppelDocument): UTF8String;
    procedure WriteLines(var Json: TKoppelJson; WithNames: Boolean);
    procedure HoldCards(const Paid: IKoppelDocument);
    procedure EndHolds(const Method: UTF8String);
    procedure TakePaid(const Paid: IKoppelDocument);
  public
    constructor Create(Koppel: TKoppelClient; Articles: TArticles);
    procedure Scan(const Barcode: UTF8String; Quantity: Int64);
    procedure ShowCard(const Number: UTF8String);
    /// Whether it was paid: then Receipt is what was sold.
    function Pay(const Id: UTF8String; Given: Int64): Boolean;
    property Receipt: TReceipt read FReceipt;
  end;

function TakenBack(Koppel: TKoppelClient; Articles: TArticles; const OrderId, ReturnId, LineId: UTF8String;
  Quantity: Int64): TReceipt;
/// The time in so many seconds, as RFC 3339 has it.
function InSeconds(Seconds: Integer): UTF8String;

implementation

uses
  {$ifdef FPC}SysUtils, DateUtils{$else}System.SysUtils, System.DateUtils{$endif};

const
  Platform_ = 'city-butler';

function InSeconds(Seconds: Integer): UTF8String;
var
  Now_: TDateTime;
begin
  Now_ := {$ifdef FPC}LocalTimeToUniversal(Now){$else}TTimeZone.Local.ToUniversalTime(Now){$endif};
  Result := UTF8String(FormatDateTime('yyyy-mm-dd"T"hh":"nn":"ss"+00:00"', IncSecond(Now_, Seconds)));
end;

function Nth(const List: UTF8String; Index: Integer; const Member: UTF8String): UTF8String;
begin
  Result := '/' + List + '/' + UTF8String(IntToStr(Index)) + '/' + Member;
end;

constructor TSale.Create(Koppel: TKoppelClient; Articles: TArticles);
begin
  inherited Create;
  FKoppel := Koppel;
  FArticles := Articles;
end;

procedure TSale.Scan(const Barcode: UTF8String; Quantity: Int64);
var
  Found: TArticle;
begin
  Found := FArticles.ByBarcode(Barcode);
  if not Assigned(Found) then Writeln('! No article has the barcode ', Barcode, '.')
  else if (Quantity < 1) or (Quantity > 999) then Writeln('! That is more than one sale can hold.')
  else
  begin
    FReceipt.AddLine(Found, Quantity, Quantity * Found.Price, 0);
    Writeln(Quantity, ' x ', Found.Name, ' ', KoppelAmount(Quantity * Found.Price));
  end;
end;

procedure TSale.ShowCard(const Number: UTF8String);
var
  Request: TKoppelJson;
  Found: IKoppelDocument;
begin
  Request.Start;
  Request.Text('platform_id', Platform_);
  Request.Text('card', Number);
  Found := FKoppel.Call('card_balance', Request.Done);
  SetLength(FCards, Length(FCards) + 1);
  FCards[High(FCards)].Number := Number;
  FCards[High(FCards)].CardId := Found.Text('/card_id');
  FCards[High(FCards)].Balance := Found.Text('/balance');
  Writeln('Card ', LastFour(Number), ' has ', Found.Text('/balance'));
end;

function TSale.Pay(const Id: UTF8String; Given: Int64): Boolean;
var
  Paid: IKoppelDocument;
  Due: Int64;
begin
  FReceipt.Id := Id;
  Paid := KoppelPaymentSplit(SplitRequest);
  Due := Paid.Minor('/amount_due');
  Result := Given >= Rounded(Due);
  if not Result then
  begin
    Writeln('! ', KoppelAmount(Rounded(Due)), ' is to be paid in cash.');
    Exit;
  end;
  HoldCards(Paid);
  TakePaid(Paid);
  if Length(FReceipt.Cards) > 0 then
  begin
    // The order first: a till that dies between the two has told of an order whose hold runs out, and has charged nobody.
    FKoppel.OrderPush(OrderRequest(Paid));
    EndHolds('card_capture');
  end;
  FReceipt.Given := Given;
  FReceipt.Settle(Due);
end;

procedure TSale.TakePaid(const Paid: IKoppelDocument);
var
  Index: Integer;
begin
  for Index := 0 to Paid.Count('/tenders') - 1 do
    if Paid.Text(Nth('tenders', Index, 'kind')) <> 'remainder' then
      FReceipt.AddCard(Paid.Text(Nth('tenders', Index, 'tender_id')), Paid.Minor(Nth('tenders', Index, 'amount')));
  for Index := 0 to High(FReceipt.Lines) do FReceipt.Lines[Index].Vat := Paid.Minor(Nth('lines', Index, 'vat_amount'));
  FReceipt.TakeVat(Paid, 1);
end;

function TSale.SplitRequest: UTF8String;
var
  Json: TKoppelJson;
  Card: TSaleCard;
begin
  Json.Start;
  Json.Text('order_id', FReceipt.Id);
  Json.Text('currency', 'EUR');
  Json.Text('calculated_at', InSeconds(0));
  WriteLines(Json, False);
  Json.BeginList('vouchers');
  for Card in FCards do
  begin
    Json.BeginObject('');
    Json.Text('voucher_id', Card.CardId);
    Json.Text('kind', 'multi_purpose');
    Json.Text('balance', Card.Balance);
    Json.EndObject;
  end;
  Json.EndList;
  Json.BeginObject('remainder');
  Json.Text('tender_id', 'cash');
  Json.EndObject;
  Result := Json.Done;
end;

/// The order, as its platform learns it: durable when the call returns, sent when the till drains.
function TSale.OrderRequest(const Paid: IKoppelDocument): UTF8String;
var
  Json: TKoppelJson;
  Index: Integer;
begin
  Json.Start;
  Json.Text('platform_id', Platform_);
  Json.BeginObject('order');
  Json.Text('order_id', FReceipt.Id);
  Json.Text('number', FReceipt.Id);
  Json.Text('currency', 'EUR');
  Json.Text('status', 'completed');
  WriteLines(Json, True);
  Json.BeginList('tenders');
  for Index := 0 to Paid.Count('/tenders') - 1 do
  begin
    Json.BeginObject('');
    Json.Text('tender_id', Paid.Text(Nth('tenders', Index, 'tender_id')));
    Json.Text('kind', Paid.Text(Nth('tenders', Index, 'kind')));
    Json.Text('amount', Paid.Text(Nth('tenders', Index, 'amount')));
    Json.EndObject;
  end;
  Json.EndList;
  Json.Text('total_amount', Paid.Text('/total_amount'));
  Json.EndObject;
  Result := Json.Done;
end;

procedure TSale.WriteLines(var Json: TKoppelJson; WithNames: Boolean);
var
  Index: Integer;
begin
  Json.BeginList('lines');
  for Index := 0 to High(FReceipt.Lines) do
    with FReceipt.Lines[Index] do
    begin
      Json.BeginObject('');
      Json.Text('line_id', UTF8String(IntToStr(Index + 1)));
      Json.Text('kind', 'product');
      Json.Text('supplier_id', 'duurzaam-dorp');
      Json.Text('product_id', Article.Code);
      if WithNames then Json.Text('name', Article.Name);
      Json.Whole('quantity', Quantity);
      Json.Minor('gross_amount', Minor);
      Json.Text('vat_rate', Article.VatRate);
      Json.EndObject;
    end;
  Json.EndList;
end;

/// Holds what each card pays; all of it, or nothing.
procedure TSale.HoldCards(const Paid: IKoppelDocument);
var
  Index, Card: Integer;
  Json: TKoppelJson;
begin
  try
    for Index := 0 to Paid.Count('/tenders') - 1 do
      for Card := 0 to High(FCards) do
      begin
        if FCards[Card].CardId <> Paid.Text(Nth('tenders', Index, 'tender_id')) then Continue;
        Json.Start;
        Json.Text('platform_id', Platform_);
        Json.Text('order_id', FReceipt.Id);
        Json.Text('card', FCards[Card].Number);
        Json.Text('amount', Paid.Text(Nth('tenders', Index, 'amount')));
        Json.Text('expires_at', InSeconds(600));
        FCards[Card].HoldId := FKoppel.Call('card_hold', Json.Done).Text('/hold_id');
      end;
  except
    EndHolds('card_release');
    raise;
  end;
end;

procedure TSale.EndHolds(const Method: UTF8String);
var
  Card: Integer;
  Json: TKoppelJson;
begin
  for Card := 0 to High(FCards) do
  begin
    if FCards[Card].HoldId = '' then Continue;
    Json.Start;
    Json.Text('hold_id', FCards[Card].HoldId);
    FKoppel.Call(Method, Json.Done);
    FCards[Card].HoldId := '';
  end;
end;

function TakenBack(Koppel: TKoppelClient; Articles: TArticles; const OrderId, ReturnId, LineId: UTF8String;
  Quantity: Int64): TReceipt;
var
  Json: TKoppelJson;
  Refund: IKoppelDocument;
  Index: Integer;
begin
  Json.Start;
  Json.Text('platform_id', Platform_);
  Json.Text('order_id', OrderId);
  Json.Text('return_id', ReturnId);
  Json.BeginList('lines');
  Json.BeginObject('');
  Json.Text('line_id', LineId);
  Json.Whole('quantity', Quantity);
  Json.EndObject;
  Json.EndList;
  Refund := Koppel.ReturnCredit(Json.Done);
  Result := Default(TReceipt);
  Result.Id := ReturnId;
  for Index := 0 to Refund.Count('/lines') - 1 do
    Result.AddLine(Articles.ByCode(Refund.Text(Nth('lines', Index, 'product_id'))),
      -StrToInt64(string(Refund.Text(Nth('lines', Index, 'quantity')))), -Refund.Minor(Nth('lines', Index, 'amount')),
      -Refund.Minor(Nth('lines', Index, 'vat_amount')));
  for Index := 0 to Refund.Count('/credits') - 1 do
    Result.AddCard(Refund.Text(Nth('credits', Index, 'voucher_id')), -Refund.Minor(Nth('credits', Index, 'amount')));
  Result.TakeVat(Refund, -1);
  Result.Settle(-Refund.Minor('/pay_out_amount'));
end;

end.
