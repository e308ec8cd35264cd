/// What is printed and booked of a sale or a return: lines, payments, VAT. A return's amounts are below zero.
unit Receipts;

{$ifdef FPC}{$mode delphi}{$H+}{$endif}

interface

uses
  Koppel, Articles;

type
  TReceiptLine = record
    Article: TArticle;
    Quantity, Minor, Vat: Int64;
  end;

  TReceiptCard = record
    LastFour: UTF8String;
    Minor: Int64;
  end;

  TReceiptVat = record
    Rate: UTF8String;
    Gross, Vat: Int64;
  end;

  TReceipt = record
    Id: UTF8String;
    Lines: array of TReceiptLine;
    Cards: array of TReceiptCard;
    Vats: array of TReceiptVat;
    Cash, Given, Rounding, Total: Int64;
    procedure AddLine(Article: TArticle; Quantity, Minor, Vat: Int64);
    procedure AddCard(const CardId: UTF8String; Minor: Int64);
    /// The VAT by rate, as a split or a refund has it; Sign is -1 for a return.
    procedure TakeVat(const From: IKoppelDocument; Sign: Integer);
    /// Rounds what is paid in cash, and so fixes the total.
    procedure Settle(Due: Int64);
    procedure Print;
    /// The request of records_put.
    function Recorded(const Now, Day: UTF8String): UTF8String;
  end;

function LastFour(const Card: UTF8String): UTF8String;

implementation

uses
  {$ifdef FPC}SysUtils{$else}System.SysUtils{$endif};

function LastFour(const Card: UTF8String): UTF8String;
begin
  Result := Copy(Card, Length(Card) - 3, 4);
end;

procedure TReceipt.AddLine(Article: TArticle; Quantity, Minor, Vat: Int64);
begin
  SetLength(Lines, Length(Lines) + 1);
  Lines[High(Lines)].Article := Article;
  Lines[High(Lines)].Quantity := Quantity;
  Lines[High(Lines)].Minor := Minor;
  Lines[High(Lines)].Vat := Vat;
end;

procedure TReceipt.AddCard(const CardId: UTF8String; Minor: Int64);
begin
  SetLength(Cards, Length(Cards) + 1);
  Cards[High(Cards)].LastFour := LastFour(CardId);
  Cards[High(Cards)].Minor := Minor;
end;

procedure TReceipt.TakeVat(const From: IKoppelDocument; Sign: Integer);
var
  Nth: Integer;
  Row: UTF8String;
begin
  SetLength(Vats, From.Count('/vat'));
  for Nth := 0 to High(Vats) do
  begin
    Row := UTF8String('/vat/' + IntToStr(Nth));
    Vats[Nth].Rate := From.Text(Row + '/vat_rate');
    Vats[Nth].Gross := Sign * From.Minor(Row + '/gross_amount');
    Vats[Nth].Vat := Sign * From.Minor(Row + '/vat_amount');
  end;
end;

procedure TReceipt.Settle(Due: Int64);
var
  Card: TReceiptCard;
begin
  Cash := Rounded(Due);
  Rounding := Cash - Due;
  Total := Cash;
  for Card in Cards do Inc(Total, Card.Minor);
end;

procedure Row(const Name: UTF8String; Minor: Int64);
begin
  Writeln(Format('%-30s%10s', [string(Name), string(KoppelAmount(Minor))]));
end;

procedure TReceipt.Print;
var
  Nth: Integer;
begin
  Writeln('---------- receipt ', Id);
  for Nth := 0 to High(Lines) do
    with Lines[Nth] do Row(UTF8String(Format('%2d %3d x %s', [Nth + 1, Quantity, string(Article.Name)])), Minor);
  if Rounding <> 0 then Row('Rounding', Rounding);
  Row('Total', Total);
  for Nth := 0 to High(Cards) do Row('Card ' + Cards[Nth].LastFour, Cards[Nth].Minor);
  if Cash <> 0 then Row('Cash', Cash);
  if Given > 0 then Row('Given', Given);
  if (Given > 0) and (Given > Cash) then Row('Change', Given - Cash);
  for Nth := 0 to High(Vats) do
    with Vats[Nth] do Row('VAT ' + Rate + '% in ' + KoppelAmount(Gross), Vat);
  Writeln('----------');
end;

procedure WritePayment(var Json: TKoppelJson; const Method: UTF8String; Minor, Given: Int64);
begin
  Json.BeginObject('');
  Json.Text('payment_method_id', Method);
  Json.Minor('amount', Minor);
  if Given > 0 then
  begin
    Json.Minor('given_amount', Given);
    Json.Minor('change_amount', Given - Minor);
  end;
  Json.EndObject;
end;

procedure WriteLine(var Json: TKoppelJson; const Line: TReceiptLine; Nth: Integer);
begin
  Json.BeginObject('');
  Json.Text('line_id', UTF8String(IntToStr(Nth + 1)));
  Json.Text('product_code', Line.Article.Code);
  Json.Text('name', Line.Article.Name);
  Json.Text('category_id', Line.Article.Category);
  Json.Whole('quantity', Line.Quantity);
  Json.Minor('gross_amount', Line.Minor);
  Json.Text('vat_rate', Line.Article.VatRate);
  Json.Minor('vat_amount', Line.Vat);
  Json.EndObject;
end;

function TReceipt.Recorded(const Now, Day: UTF8String): UTF8String;
var
  Json: TKoppelJson;
  Nth: Integer;
begin
  Json.Start;
  Json.Text('kind', 'receipts');
  Json.BeginList('items');
  Json.BeginObject('');
  Json.Text('receipt_id', Id);
  Json.Text('created_at', Now);
  Json.Text('business_day', Day);
  Json.Text('till_id', 'K1');
  Json.Text('currency', 'EUR');
  Json.BeginList('lines');
  for Nth := 0 to High(Lines) do WriteLine(Json, Lines[Nth], Nth);
  Json.EndList;
  Json.Minor('rounding_amount', Rounding);
  Json.Minor('total_amount', Total);
  Json.BeginList('payments');
  for Nth := 0 to High(Cards) do WritePayment(Json, 'city-butler', Cards[Nth].Minor, 0);
  if Cash <> 0 then WritePayment(Json, 'cash', Cash, Given);
  Json.EndList;
  Json.BeginList('vat');
  for Nth := 0 to High(Vats) do
  begin
    Json.BeginObject('');
    Json.Text('vat_rate', Vats[Nth].Rate);
    Json.Minor('gross_amount', Vats[Nth].Gross);
    Json.Minor('vat_amount', Vats[Nth].Vat);
    Json.EndObject;
  end;
  Json.EndList;
  Json.EndObject;
  Json.EndList;
  Result := Json.Done;
end;

end.
