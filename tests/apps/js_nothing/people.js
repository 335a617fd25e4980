export const google = { name: 'Larry', storage: () => 'a shed' };
