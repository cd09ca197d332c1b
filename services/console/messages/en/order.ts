export const order = {
  title: '',
}
