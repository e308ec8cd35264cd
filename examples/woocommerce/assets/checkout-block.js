// The payment method "gift card" in the checkout of blocks: asks for the card, and hands it to the server. Decides nothing.
(({ wc, wp }) => {
  const { createElement, useEffect, useState } = wp.element;
  const texts = wc.wcSettings.getPaymentMethodData('koppel', {});

  function Fields({ eventRegistration, emitResponse }) {
    const [card, setCard] = useState('');
    const [pin, setPin] = useState('');
    const { onPaymentSetup } = eventRegistration;
    useEffect(() => onPaymentSetup(() => {
      const { SUCCESS, ERROR } = emitResponse.responseTypes;
      return card.trim() === ''
        ? { type: ERROR, message: texts.missing }
        : { type: SUCCESS, meta: { paymentMethodData: { koppel_card: card, koppel_pin: pin } } };
    }), [onPaymentSetup, emitResponse.responseTypes, card, pin]);

    // As the fields of WooCommerce's own blocks look.
    const field = (id, label, value, set) => createElement('div', { key: id, className: 'wc-block-components-text-input is-active' },
      createElement('input', {
        id, value, type: 'text', autoComplete: 'off', inputMode: 'numeric', onChange: ({ target }) => set(target.value),
      }),
      createElement('label', { htmlFor: id }, label));
    return createElement('div', null, createElement('p', null, texts.description),
      field('koppel_card', texts.number, card, setCard), field('koppel_pin', texts.pin, pin, setPin));
  }

  wc.wcBlocksRegistry.registerPaymentMethod({
    name: 'koppel',
    label: texts.title,
    ariaLabel: texts.title,
    content: createElement(Fields),
    edit: createElement('p', null, texts.description),
    canMakePayment: () => true,
    supports: { features: ['products'] },
  });
})(window);
