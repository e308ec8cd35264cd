/// A till: reads what is scanned and typed, one command a line, and prints receipts.
///   Till FOLDER      with koppel.json and articles.csv; the store is made there
program Till;

{$ifdef FPC}{$mode delphi}{$H+}{$endif}
{$ifdef MSWINDOWS}{$apptype console}{$endif}

uses
  {$ifdef FPC}SysUtils, Classes{$else}System.SysUtils, System.Classes{$endif},
  Koppel, Articles, Receipts, Sales;

type
  TTill = class
  private
    FKoppel: TKoppelClient;
    FArticles: TArticles;
    FSale: TSale;
    FNumbers: string;
    FDay: UTF8String;
    /// So far, ever: their numbers are never given twice.
    FSales, FReturns: Int64;
    /// Today.
    FReceipts, FTotal: Int64;
    procedure KeepNumbers;
    procedure Finish(const Receipt: TReceipt);
    function Drain: UTF8String;
    procedure Close;
    procedure Pay(Given: Int64);
    procedure TakeBack(const OrderId, LineId: UTF8String; Quantity: Int64);
    procedure Obey(Words: TStringList);
  public
    constructor Create(const Folder: string);
    destructor Destroy; override;
    procedure Run;
  end;

function Content(const FileName: string): UTF8String;
var
  From: TFileStream;
begin
  From := TFileStream.Create(FileName, fmOpenRead or fmShareDenyWrite);
  try
    SetLength(Result, From.Size);
    if Result <> '' then From.ReadBuffer(Result[1], Length(Result));
  finally
    From.Free;
  end;
end;

constructor TTill.Create(const Folder: string);
var
  Kept: TStringList;
begin
  inherited Create;
  FArticles := TArticles.Create(Folder + PathDelim + 'articles.csv');
  FKoppel := TKoppelClient.Create(Content(Folder + PathDelim + 'koppel.json'));
  FSale := TSale.Create(FKoppel, FArticles);
  FDay := UTF8String(FormatDateTime('yyyy-mm-dd', Now));
  FNumbers := Folder + PathDelim + 'numbers';
  if not FileExists(FNumbers) then Exit;
  Kept := TStringList.Create;
  try
    Kept.Delimiter := ' ';
    Kept.DelimitedText := Trim(string(Content(FNumbers)));
    FSales := StrToInt64(Kept[0]);
    FReturns := StrToInt64(Kept[1]);
  finally
    Kept.Free;
  end;
end;

destructor TTill.Destroy;
begin
  FSale.Free;
  FKoppel.Free;
  FArticles.Free;
  inherited;
end;

procedure TTill.KeepNumbers;
var
  Kept: TStringList;
begin
  Kept := TStringList.Create;
  try
    Kept.Add(IntToStr(FSales) + ' ' + IntToStr(FReturns));
    Kept.SaveToFile(FNumbers);
  finally
    Kept.Free;
  end;
end;

/// Books the receipt, which koppel refuses if it does not add up, and prints it; then the platform is told.
procedure TTill.Finish(const Receipt: TReceipt);
begin
  KeepNumbers;
  FKoppel.Call('records_put', Receipt.Recorded(InSeconds(0), FDay));
  Inc(FReceipts);
  Inc(FTotal, Receipt.Total);
  Receipt.Print;
  // What cannot be sent stays due.
  Drain;
end;

function TTill.Drain: UTF8String;
var
  Json: TKoppelJson;
begin
  Json.Start;
  Json.Whole('max_ms', 2000);
  Result := FKoppel.OutboxDrain(Json.Done).Text('/left');
end;

/// Closes the day: koppel counts its receipts too, and says if a figure differs.
procedure TTill.Close;
var
  Json: TKoppelJson;
begin
  Writeln('Left to be sent: ', Drain);
  Json.Start;
  Json.Text('kind', 'day_close');
  Json.BeginList('items');
  Json.BeginObject('');
  Json.Text('business_day', FDay);
  Json.Whole('receipt_count', FReceipts);
  Json.Minor('total_amount', FTotal);
  Json.EndObject;
  Json.EndList;
  FKoppel.Call('records_put', Json.Done);
  Writeln('Closed: ', FReceipts, ' receipts, ', KoppelAmount(FTotal));
end;

procedure TTill.Pay(Given: Int64);
begin
  if not FSale.Pay(UTF8String('K1-' + IntToStr(FSales + 1)), Given) then Exit;
  Inc(FSales);
  Finish(FSale.Receipt);
  FSale.Free;
  FSale := TSale.Create(FKoppel, FArticles);
end;

procedure TTill.TakeBack(const OrderId, LineId: UTF8String; Quantity: Int64);
var
  Back: TReceipt;
begin
  Back := TakenBack(FKoppel, FArticles, OrderId, OrderId + UTF8String('-R' + IntToStr(FReturns + 1)), LineId, Quantity);
  Inc(FReturns);
  Finish(Back);
end;

procedure TTill.Obey(Words: TStringList);

  function Word(Nth: Integer): UTF8String;
  begin
    Result := '';
    if Nth < Words.Count then Result := UTF8String(Words[Nth]);
  end;

  function Whole(Nth: Integer): Int64;
  begin
    Result := 1;
    if Nth < Words.Count then Result := StrToInt64Def(Words[Nth], 0);
  end;

begin
  if Word(0) = 'scan' then FSale.Scan(Word(1), Whole(2))
  else if Word(0) = 'card' then FSale.ShowCard(Word(1))
  else if Word(0) = 'cash' then Pay(Typed(string(Word(1))))
  else if Word(0) = 'return' then TakeBack(Word(1), Word(2), Whole(3))
  else if Word(0) = 'close' then Close
  else Writeln('! scan, card, cash, return or close');
end;

procedure TTill.Run;
var
  Line: string;
  Words: TStringList;
begin
  Words := TStringList.Create;
  try
    Words.Delimiter := ' ';
    while not Eof do
    begin
      Readln(Line);
      Words.DelimitedText := Line;
      try
        Obey(Words);
      except
        on Said: EKoppel do Writeln('! ', Said.Code, ': ', Said.Message);
      end;
    end;
  finally
    Words.Free;
  end;
end;

var
  Counter: TTill;
begin
  {$ifdef FPC}DefaultSystemCodePage := CP_UTF8;{$endif}
  if ParamCount <> 1 then Halt(2);
  Counter := TTill.Create(ParamStr(1));
  try
    Counter.Run;
  finally
    Counter.Free;
  end;
end.
